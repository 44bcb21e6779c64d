"""Statistical checks 数据取证. Each gives a signal to ask about with the size of the effect; none is a verdict."""
