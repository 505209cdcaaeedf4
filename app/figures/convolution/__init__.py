"""The pictures of "Convolution": a window that slides, and networks built of such windows."""
