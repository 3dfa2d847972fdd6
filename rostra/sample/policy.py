"""Who may load the sample: whoever may found offices."""

LOAD = "network.add_office"
