"""Scripts that run in the environments of other projects: rows in, one answer a scanner and row out.

They import nothing of StudyBuddy. A row is ``{"id", "text"}``, an answer ``{"id", "scanner", "flagged",
"spans", "ms"}``.
"""
