"""How well a résumé fits an offer, requirement by requirement."""
