"""The interface for programs (接口): the queries and actions of the rooms as JSON, with keys in place of sessions."""
