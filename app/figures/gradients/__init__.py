"""The pictures of "Vanishing gradients": A is blue and B is orange in all of them.

They are modules of their own, one for each view of the page.
"""
