"""Documents that stand on their own: PDF/UA made from templates of ours, with nothing fetched while they are made."""
