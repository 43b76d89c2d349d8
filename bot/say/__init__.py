"""Every sentence Usher can say: the record in, cards, forms, letters and pages out. Short, human, without guilt."""
