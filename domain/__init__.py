"""What moves between the stages: frozen values, and nothing that touches the world."""
