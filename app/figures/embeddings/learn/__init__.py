"""The figures of the view in which an embedding learns: words, and two towers."""
