"""Its books and desks; no Django in here."""
