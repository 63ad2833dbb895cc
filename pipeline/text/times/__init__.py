"""Times of the news as ISO 8601: dates, days told from the day of publication, periods of a report."""
