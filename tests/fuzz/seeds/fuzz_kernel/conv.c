#ifdef __cplusplus
extern "C"
#endif
TVM_DLL int32_t tvmgen_digits_int8_fused_nn_contrib_conv2d_NCHWc_add_fixed_point_multiply_clip_cast(void* args, int32_t* arg_type_ids, int32_t num_args, void* out_ret_value, int32_t* out_ret_tcode, void* resource_handle) {
  void* arg_p0 = (((TVMValue*)args)[0].v_handle);
  int32_t arg_p0_code = arg_type_ids[0];
  void* arg_p1 = (((TVMValue*)args)[1].v_handle);
  int32_t arg_p1_code = arg_type_ids[1];
  void* arg_p2 = (((TVMValue*)args)[2].v_handle);
  int32_t arg_p2_code = arg_type_ids[2];
  void* arg_T_cast = (((TVMValue*)args)[3].v_handle);
  int32_t arg_T_cast_code = arg_type_ids[3];
  void* p0 = (((DLTensor*)arg_p0)[0].data);
  void* arg_p0_shape = (((DLTensor*)arg_p0)[0].shape);
  void* arg_p0_strides = (((DLTensor*)arg_p0)[0].strides);
  int32_t dev_id = (((DLTensor*)arg_p0)[0].device.device_id);
  void* p1 = (((DLTensor*)arg_p1)[0].data);
  void* arg_p1_shape = (((DLTensor*)arg_p1)[0].shape);
  void* arg_p1_strides = (((DLTensor*)arg_p1)[0].strides);
  void* p2 = (((DLTensor*)arg_p2)[0].data);
  void* arg_p2_shape = (((DLTensor*)arg_p2)[0].shape);
  void* arg_p2_strides = (((DLTensor*)arg_p2)[0].strides);
  void* T_cast = (((DLTensor*)arg_T_cast)[0].data);
  void* arg_T_cast_shape = (((DLTensor*)arg_T_cast)[0].shape);
  void* arg_T_cast_strides = (((DLTensor*)arg_T_cast)[0].strides);
  if (!(arg_p0_strides == NULL)) {
  }
  if (!(arg_p1_strides == NULL)) {
  }
  if (!(arg_p2_strides == NULL)) {
  }
  if (!(arg_T_cast_strides == NULL)) {
  }
  for (int32_t ax0_ax1_fused_ax2_fused = 0; ax0_ax1_fused_ax2_fused < 16; ++ax0_ax1_fused_ax2_fused) {
    int32_t conv2d_NCHWc_global[32];
    for (int32_t oc_block_c_init = 0; oc_block_c_init < 4; ++oc_block_c_init) {
      conv2d_NCHWc_global[oc_block_c_init] = 0;
    }
    for (int32_t oc_block_c_init_1 = 0; oc_block_c_init_1 < 4; ++oc_block_c_init_1) {
      conv2d_NCHWc_global[(oc_block_c_init_1 + 4)] = 0;
    }
    for (int32_t oc_block_c_init_2 = 0; oc_block_c_init_2 < 4; ++oc_block_c_init_2) {
      conv2d_NCHWc_global[(oc_block_c_init_2 + 8)] = 0;
    }
    for (int32_t oc_block_c_init_3 = 0; oc_block_c_init_3 < 4; ++oc_block_c_init_3) {
      conv2d_NCHWc_global[(oc_block_c_init_3 + 12)] = 0;
    }
    for (int32_t oc_block_c_init_4 = 0; oc_block_c_init_4 < 4; ++oc_block_c_init_4) {
      conv2d_NCHWc_global[(oc_block_c_init_4 + 16)] = 0;
    }
    for (int32_t oc_block_c_init_5 = 0; oc_block_c_init_5 < 4; ++oc_block_c_init_5) {
      conv2d_NCHWc_global[(oc_block_c_init_5 + 20)] = 0;
    }
    for (int32_t oc_block_c_init_6 = 0; oc_block_c_init_6 < 4; ++oc_block_c_init_6) {
      conv2d_NCHWc_global[(oc_block_c_init_6 + 24)] = 0;
    }
    for (int32_t oc_block_c_init_7 = 0; oc_block_c_init_7 < 4; ++oc_block_c_init_7) {
      conv2d_NCHWc_global[(oc_block_c_init_7 + 28)] = 0;
    }
    for (int32_t kh = 0; kh < 3; ++kh) {
      for (int32_t kw = 0; kw < 3; ++kw) {
        for (int32_t oc_block_c = 0; oc_block_c < 4; ++oc_block_c) {
          conv2d_NCHWc_global[oc_block_c] = (conv2d_NCHWc_global[oc_block_c] + (((int32_t)((int16_t*)p0)[(((kh * 10) + ((ax0_ax1_fused_ax2_fused & 7) * 10)) + kw)]) * ((int32_t)((int16_t*)p1)[(((((ax0_ax1_fused_ax2_fused >> 3) * 36) + (kh * 12)) + (kw * 4)) + oc_block_c)])));
        }
        for (int32_t oc_block_c_1 = 0; oc_block_c_1 < 4; ++oc_block_c_1) {
          int32_t cse_var_1 = (oc_block_c_1 + 4);
          conv2d_NCHWc_global[cse_var_1] = (conv2d_NCHWc_global[cse_var_1] + (((int32_t)((int16_t*)p0)[((((kh * 10) + ((ax0_ax1_fused_ax2_fused & 7) * 10)) + kw) + 1)]) * ((int32_t)((int16_t*)p1)[(((((ax0_ax1_fused_ax2_fused >> 3) * 36) + (kh * 12)) + (kw * 4)) + oc_block_c_1)])));
        }
        for (int32_t oc_block_c_2 = 0; oc_block_c_2 < 4; ++oc_block_c_2) {
          int32_t cse_var_2 = (oc_block_c_2 + 8);
          conv2d_NCHWc_global[cse_var_2] = (conv2d_NCHWc_global[cse_var_2] + (((int32_t)((int16_t*)p0)[((((kh * 10) + ((ax0_ax1_fused_ax2_fused & 7) * 10)) + kw) + 2)]) * ((int32_t)((int16_t*)p1)[(((((ax0_ax1_fused_ax2_fused >> 3) * 36) + (kh * 12)) + (kw * 4)) + oc_block_c_2)])));
        }
        for (int32_t oc_block_c_3 = 0; oc_block_c_3 < 4; ++oc_block_c_3) {
          int32_t cse_var_3 = (oc_block_c_3 + 12);
          conv2d_NCHWc_global[cse_var_3] = (conv2d_NCHWc_global[cse_var_3] + (((int32_t)((int16_t*)p0)[((((kh * 10) + ((ax0_ax1_fused_ax2_fused & 7) * 10)) + kw) + 3)]) * ((int32_t)((int16_t*)p1)[(((((ax0_ax1_fused_ax2_fused >> 3) * 36) + (kh * 12)) + (kw * 4)) + oc_block_c_3)])));
        }
        for (int32_t oc_block_c_4 = 0; oc_block_c_4 < 4; ++oc_block_c_4) {
          int32_t cse_var_4 = (oc_block_c_4 + 16);
          conv2d_NCHWc_global[cse_var_4] = (conv2d_NCHWc_global[cse_var_4] + (((int32_t)((int16_t*)p0)[((((kh * 10) + ((ax0_ax1_fused_ax2_fused & 7) * 10)) + kw) + 4)]) * ((int32_t)((int16_t*)p1)[(((((ax0_ax1_fused_ax2_fused >> 3) * 36) + (kh * 12)) + (kw * 4)) + oc_block_c_4)])));
        }
        for (int32_t oc_block_c_5 = 0; oc_block_c_5 < 4; ++oc_block_c_5) {
          int32_t cse_var_5 = (oc_block_c_5 + 20);
          conv2d_NCHWc_global[cse_var_5] = (conv2d_NCHWc_global[cse_var_5] + (((int32_t)((int16_t*)p0)[((((kh * 10) + ((ax0_ax1_fused_ax2_fused & 7) * 10)) + kw) + 5)]) * ((int32_t)((int16_t*)p1)[(((((ax0_ax1_fused_ax2_fused >> 3) * 36) + (kh * 12)) + (kw * 4)) + oc_block_c_5)])));
        }
        for (int32_t oc_block_c_6 = 0; oc_block_c_6 < 4; ++oc_block_c_6) {
          int32_t cse_var_6 = (oc_block_c_6 + 24);
          conv2d_NCHWc_global[cse_var_6] = (conv2d_NCHWc_global[cse_var_6] + (((int32_t)((int16_t*)p0)[((((kh * 10) + ((ax0_ax1_fused_ax2_fused & 7) * 10)) + kw) + 6)]) * ((int32_t)((int16_t*)p1)[(((((ax0_ax1_fused_ax2_fused >> 3) * 36) + (kh * 12)) + (kw * 4)) + oc_block_c_6)])));
        }
        for (int32_t oc_block_c_7 = 0; oc_block_c_7 < 4; ++oc_block_c_7) {
          int32_t cse_var_7 = (oc_block_c_7 + 28);
          conv2d_NCHWc_global[cse_var_7] = (conv2d_NCHWc_global[cse_var_7] + (((int32_t)((int16_t*)p0)[((((kh * 10) + ((ax0_ax1_fused_ax2_fused & 7) * 10)) + kw) + 7)]) * ((int32_t)((int16_t*)p1)[(((((ax0_ax1_fused_ax2_fused >> 3) * 36) + (kh * 12)) + (kw * 4)) + oc_block_c_7)])));
        }
      }
    }
    for (int32_t ax3_inner = 0; ax3_inner < 8; ++ax3_inner) {
      for (int32_t ax4 = 0; ax4 < 4; ++ax4) {
        int32_t cse_var_8 = (ax3_inner * 4);
        int32_t v_ = (int32_t)(((((0 != 0) ? (((int64_t)(conv2d_NCHWc_global[(cse_var_8 + ax4)] + ((int32_t*)p2)[(((ax0_ax1_fused_ax2_fused >> 3) * 4) + ax4)])) << ((int64_t)0)) : ((int64_t)(conv2d_NCHWc_global[(cse_var_8 + ax4)] + ((int32_t*)p2)[(((ax0_ax1_fused_ax2_fused >> 3) * 4) + ax4)]))) * (int64_t)1090995987) + ((int64_t)1 << ((int64_t)((8 + 31) - 1)))) >> ((int64_t)(8 + 31)));
        int32_t v__1 = (v_) < (255) ? (v_) : (255);
        ((uint8_t*)T_cast)[(((ax0_ax1_fused_ax2_fused * 32) + cse_var_8) + ax4)] = ((uint8_t)((v__1) > (0) ? (v__1) : (0)));
      }
    }
  }
  return 0;
}

