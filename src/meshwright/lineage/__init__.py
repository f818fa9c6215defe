"""What flows where: the ports' graph and what follows from it."""
