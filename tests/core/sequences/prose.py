"""English prose that no model has read: it was written for these tests."""

from __future__ import annotations

PROSE = (
    "Mr. Hartley had lived by the river for thirty years before anybody thought of asking him what "
    "he did there. He kept no boat, and he had never been seen with a line in his hand; he only "
    "walked down to the water every morning, whatever the weather, and stood for a while upon the "
    "little bridge, and walked home again.\n\n"
    '"You must be very fond of the place," said the young lady from the village, when at last she '
    "had found the courage to speak to him.\n\n"
    '"Fond of it?" he cried. "My dear child, I cannot endure it. It is damp, and it is noisy, and '
    "the wind comes straight down from the hills. But I made a promise once, and I intend to keep "
    'it."\n\n'
    "She waited to hear what the promise had been, but the old man said nothing more about it. He "
    "looked at the water, and then at her, and there was something so kind and so tired in his "
    "face that she did not ask. They went back together through the wet grass, and she told him "
    "about her brother, who was at sea, and about the letters which came so seldom. When they "
    "reached the gate he stopped and took off his hat to her, as if she had been a great lady.\n\n"
    '"If you should come tomorrow," said he, "I shall tell you the rest of it. It is not a long '
    "story, and I am afraid that it is not a very good one; but I have never told it to anybody, "
    'and I think that I should like to hear how it sounds."\n\n'
    "She promised that she would, and ran all the way home, for it had begun to rain again, and "
    "her mother would be standing at the window with the lamp in her hand."
)
