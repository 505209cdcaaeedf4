"""Models by their name on the Hugging Face hub: small ones, read from safetensors, one at a time.

    >>> model = models.load("microsoft/resnet-18", recipe, progress)

Before a file is fetched, the hub says how large each one is (repository.py). Before a model is
built, its configuration says how much memory it takes (memory.py). Every failure is a
``ModelRefused`` with a sentence for a learner (problems.py). ``models.py`` ties them together and
keeps the models that were loaded last.
"""
