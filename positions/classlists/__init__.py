"""Class lists in Excel: the sample, reading with every fault by cell, laying all or nothing, taking back."""
