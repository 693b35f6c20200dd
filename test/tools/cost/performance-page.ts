/** The sections of docs/performance.md that costs are computed from, with round figures. */
export const PERFORMANCE_PAGE = `# Performance

<!-- bench:cost -->

| Ratio | Goal |
| ----- | ---: |
| x     |  50x |

| Events an hour | Late | Store                  | Dollars per million |
| -------------: | ---: | ---------------------- | ------------------: |
|          1,000 |  0 % | Bucket log             |              $0.500 |
|          1,000 |  5 % | Bucket log             |              $0.600 |
|      1,000,000 |  5 % | Bucket log             |              $0.050 |
|      1,000,000 |  5 % | One conditional put    |              $0.625 |
|      1,000,000 |  5 % | Powertools idempotency |               $1.25 |
|  1,000,000,000 |  5 % | Bucket log             |              $0.040 |

<!-- /bench:cost -->

<!-- bench:throughput -->

| Batch | Late | Store                  | Events/s per core |
| ----: | ---: | ---------------------- | ----------------: |
|   100 |  5 % | One conditional put    |             3,000 |
|   100 |  5 % | Powertools idempotency |             1,200 |
| 1,000 |  5 % | Bucket log             |            10,000 |
| 1,000 |  0 % | Bucket log             |            30,000 |

<!-- /bench:throughput -->

<!-- bench:lake -->

| Tables | Input        | Read           | Next run s |
| -----: | ------------ | -------------- | ---------: |
|     10 | raw-parquet  | all tables     |       20.0 |
|     10 | raw-parquet  | table by table |       90.0 |
|     10 | landing-json | all tables     |       30.0 |
|    100 | raw-parquet  | all tables     |        110 |

<!-- /bench:lake -->
`;
