"""The pictures of "Convolution": the window that slides, what sharing saves, and signals."""
