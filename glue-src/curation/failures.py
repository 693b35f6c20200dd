"""What an exception says of its cause: whether trying again later may help."""

# Exceptions of Hadoop, AWS and Delta by their names, and words of theirs that no key of an object holds.
_ELSEWHERE = (
    "AccessControlException",
    "AccessDenied",
    "AWSClientIOException",
    "ConcurrentAppendException",
    "ConcurrentDeleteDeleteException",
    "ConcurrentDeleteReadException",
    "ConcurrentTransactionException",
    "ConcurrentWriteException",
    "ConnectException",
    "DELTA_CONCURRENT",
    "DELTA_PROTOCOL_CHANGED",
    "ExecutorLostFailure",
    "ExpiredToken",
    "FileNotFoundException",
    "InvalidAccessKeyId",
    "InterruptedIOException",
    "KMS.",
    "MetadataChangedException",
    "NoRouteToHost",
    "NoSuchBucket",
    "No space left on device",
    "ProtocolChangedException",
    "Py4JNetworkError",
    "SdkClientException",
    "SignatureDoesNotMatch",
    "SlowDown",
    "SocketException",
    "SocketTimeoutException",
    "SSLException",
    "Status Code: 403",
    "Status Code: 5",
    "UnknownHostException",
)


def is_elsewhere(error: BaseException) -> bool:
    """Whether an action failed because of the network, rights, room, or another writer, and not because of what it read.

    Then nothing is set aside: the batch is tried again by the next run.
    """
    if isinstance(error, OSError) or not isinstance(error, Exception):
        return True
    text = f"{type(error).__name__}: {error}"
    return any(name in text for name in _ELSEWHERE)
