"""The report of a class: one page for staff, and a page for each student."""
