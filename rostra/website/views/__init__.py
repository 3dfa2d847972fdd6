"""The pages of a site that are made when they are asked for; products are sealed and only handed out."""
