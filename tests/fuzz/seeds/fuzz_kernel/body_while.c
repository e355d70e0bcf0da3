    float sum[4];
    int32_t n = 0;
    while (n < 4) {
      sum[n] = fmaxf(((float*)a)[(i + n)], expf(0.000000e+00f));
      n = (n + 1);
    }
    if ((bool)1 && (9 <= i)) {
      ((float*)b)[i] = ((float*)b)[i] + (sum[0] * ((float*)w)[i]);
    }
