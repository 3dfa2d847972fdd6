"""Who we are: regions, offices and centres, hosts, people."""
