"""Sample pages of an outlet -> its spider, page object and fixtures, as a draft to correct."""
