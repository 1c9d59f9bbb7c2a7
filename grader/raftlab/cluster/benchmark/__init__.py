"""The benchmark of the cluster, beside PySyncObj and etcd on the same machine in the same run."""
