"""What people keep and take away: saved searches and their news, e-mail digests, briefs in several forms."""
