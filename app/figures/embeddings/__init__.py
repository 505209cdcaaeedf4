"""Pictures of vectors: maps, neighbours, and what lies along a direction."""
