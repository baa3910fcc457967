"""The catalogue as a static site in Danish and English: `faelleshub skema dok --ud DIR`.

`sider.py` makes every file from what the catalogue shows, `byg.py` writes them; templates and assets lie beside.
"""
