"""How each language writes dates where Django's own habits are not ours."""
