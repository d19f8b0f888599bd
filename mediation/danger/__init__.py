"""人身危险: the colour of a case, the alarm of a red one, what must be reported, what she wants, what protects her."""
