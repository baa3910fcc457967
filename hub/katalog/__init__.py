"""The catalogue as readers see it: what each beskedtype is, holds, was, and may become; pure, from contracts and configuration.

`hub/api/katalog.py` answers with what is made here, and `hub/katalogsite` writes the pages of it.
"""
