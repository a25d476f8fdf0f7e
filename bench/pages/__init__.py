"""What the pages cost: the site and a trivial view under the same server, in two processes each."""
