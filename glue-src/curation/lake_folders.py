"""Which tables a lake has."""

from typing import List

from pyspark.sql import SparkSession


def path_exists(spark: SparkSession, prefix: str) -> bool:
    """Whether anything is at a path, on any file system that Spark knows."""
    path = spark._jvm.org.apache.hadoop.fs.Path(prefix)
    return bool(path.getFileSystem(spark._jsc.hadoopConfiguration()).exists(path))


def table_names(spark: SparkSession, lake: str) -> List[str]:
    """Names of the Delta tables below the prefix, sorted."""
    if not path_exists(spark, lake):
        return []
    path = spark._jvm.org.apache.hadoop.fs.Path(lake)
    statuses = path.getFileSystem(spark._jsc.hadoopConfiguration()).listStatus(path)
    names = [status.getPath().getName() for status in statuses if status.isDirectory()]
    return sorted(name for name in names if path_exists(spark, f"{lake}/{name}/_delta_log"))
