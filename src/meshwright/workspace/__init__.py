"""Where the world is: folders, configuration, processes. Runs the pipeline for the commands."""
