"""What Renault's car servers ("Kamereon") speak: one small module per concern."""
