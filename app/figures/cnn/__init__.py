"""Pictures of convolutional networks: their maps, filters, reasons, and how they take a shift."""
