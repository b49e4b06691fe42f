"""Responses, kept so that later ones can go on from them."""
