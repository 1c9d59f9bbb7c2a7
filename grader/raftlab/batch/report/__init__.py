"""The report of a class: a page of the whole for staff, and a page for each student."""
