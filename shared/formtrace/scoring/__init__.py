"""Form scores of repetitions and holds: features, scores, recommendations, placement."""
