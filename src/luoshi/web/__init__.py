"""The pages: shell, components and the assets behind them."""
