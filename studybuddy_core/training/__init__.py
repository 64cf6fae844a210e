"""What is learned from data: recipes that make the artefacts the product ships. Needs the ``train`` extra."""
