"""The data that several concepts train on, and how they become inputs."""
