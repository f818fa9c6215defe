"""What pages show, as values: made from the mesh, without markup."""
