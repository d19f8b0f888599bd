"""Families and people without a smartphone: who fetches a child, acting for an elder, staff's desk, slips, 打电话给我."""
