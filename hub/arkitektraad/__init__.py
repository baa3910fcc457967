"""The architecture council: who may bring a contract's version from draft to force and out again, and what was decided.

The state machine is pure (`gang`, `skridt`); `Raadslager` keeps its state in a compacted topic and the decisions,
signed and chained, in one that is only ever added to. The bus asks `Raadsgodkendelse` where a version stands (RA-03).
"""
