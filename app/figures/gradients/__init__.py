"""The pictures of "Vanishing gradients": A is blue and B is orange in all of them.

They are modules of their own, one for each part of the page: ``start``, ``training``, ``ladder``
and ``chain``.
"""
