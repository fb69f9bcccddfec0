"""What a page of running text is and says: its role, minutes, letters, personal data."""
