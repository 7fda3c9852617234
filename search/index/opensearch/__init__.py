"""The engine on an OpenSearch cluster: the same answers as the embedded one's, from as many machines as are needed.

Words are cut and stemmed here, by the one tokenizer, and reach the cluster whole; so do our own weights of words. What
the cluster adds is where the postings lie, and that a machine of it may be lost.

- ``stored``: what an item is there, and how an index is made for it.
- ``queries``: a question's tree as the cluster's queries.
- ``scoring``: what counts towards a score, and the score itself, to the last bit.
- ``engine``: asking.
- ``life``: building, changing, swapping.
- ``cluster``: the connection, its patience and its errors.
"""
