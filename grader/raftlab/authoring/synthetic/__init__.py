"""Classes that never were: texts of every kind by students of every name, to try the grading of a class on."""
