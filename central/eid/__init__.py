"""Identification with an e-ID: BankID and Freja behind one port, orders of one browser each."""
