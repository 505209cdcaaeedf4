"""The pictures of "Vanishing gradients": A is blue and B is orange in all of them.

There is a module for each part of the page: ``at_initialisation``, ``training``, ``ladder`` and
``chain``.
"""
