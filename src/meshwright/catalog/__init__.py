"""The catalog: pages, pictures and files for machines, rendered from a mesh that was checked."""
